package dev.pando.libp2p.quic;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PublicKey;
import dev.pando.libp2p.multiformats.WireException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/// The self-signed certificate by which a peer proves in TLS who it is (tls.md), written and read as raw DER.
///
/// The JDK's own reader refuses certificates without an issuer, which is what rust-libp2p sends.
///
/// @param der  the certificate
/// @param keys what it was signed with
record PeerCertificate(byte[] der, KeyPair keys) {

    /// The longest certificate, in bytes.
    static final int BYTES_MAX = 8192;

    private static final String PLACE = "certificate";
    private static final String PREFIX = "libp2p-tls-handshake:";

    // tls.md §libp2p Public Key Extension: 1.3.6.1.4.1.53594.1.1
    private static final byte[] EXTENSION = HexFormat.of().parseHex("2b0601040183a25a0101");
    private static final byte[] ECDSA_SHA256 = HexFormat.of().parseHex("2a8648ce3d040302");
    private static final byte[] COMMON_NAME = HexFormat.of().parseHex("550403");
    private static final byte[] ED25519_ALGORITHM = HexFormat.of().parseHex("2b6570");

    // The signature algorithms of RFC 5280 that a libp2p sends; each with the JDK's names of signature and key.
    private static final Map<String, String[]> ALGORITHMS = Map.of("2a8648ce3d040302",
            new String[]{"SHA256withECDSA", "EC"}, "2a8648ce3d040303", new String[]{"SHA384withECDSA", "EC"},
            "2a8648ce3d040304", new String[]{"SHA512withECDSA", "EC"}, HexFormat.of().formatHex(ED25519_ALGORITHM),
            new String[]{"Ed25519", "Ed25519"}, "2a864886f70d01010b", new String[]{"SHA256withRSA", "RSA"});

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final int TIME_CHARS = 15;

    private static final int VALID_YEARS = 100;
    private static final int VERSION_3 = 0xA0;
    private static final int ISSUER_UNIQUE_ID = 0x81;
    private static final int SUBJECT_UNIQUE_ID = 0x82;
    private static final int EXTENSIONS = 0xA3;

    // --- writing

    /// A new certificate with a key of its own: "The key used to generate and sign this certificate SHOULD NOT be related
    /// to the host's key."
    static PeerCertificate generate(Identity identity, SecureRandom random, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair keys = generator.generateKeyPair();
            byte[] info = keys.getPublic().getEncoded();
            byte[] signedKey = Der.of(Der.SEQUENCE, Der.of(Der.OCTET_STRING, identity.key().bytes()),
                    Der.of(Der.OCTET_STRING, identity.sign(signed(info))));
            byte[] tbs = tbs(info, signedKey, random, now);
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(keys.getPrivate(), random);
            signer.update(tbs);
            byte[] signature = Der.of(Der.BIT_STRING, new byte[1], signer.sign());
            return new PeerCertificate(Der.of(Der.SEQUENCE, tbs, algorithm(), signature), keys);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has ECDSA over P-256", e);
        }
    }

    private static byte[] tbs(byte[] info, byte[] signedKey, SecureRandom random, Instant now) {
        byte[] serial = new byte[8];
        random.nextBytes(serial);
        serial[0] = (byte) (serial[0] & 0x3F | 0x40);
        byte[] name = Der.of(Der.SEQUENCE, Der.of(Der.SET, Der.of(Der.SEQUENCE, Der.of(Der.OID, COMMON_NAME),
                Der.of(Der.UTF8_STRING, "libp2p".getBytes(StandardCharsets.US_ASCII)))));
        LocalDateTime from = LocalDateTime.ofInstant(now, ZoneOffset.UTC).minusDays(1);
        byte[] validity = Der.of(Der.SEQUENCE, time(from), time(from.plusYears(VALID_YEARS)));
        byte[] extension = Der.of(Der.SEQUENCE, Der.of(Der.OID, EXTENSION), Der.of(Der.OCTET_STRING, signedKey));
        return Der.of(Der.SEQUENCE, Der.of(VERSION_3, Der.of(Der.INTEGER, new byte[]{2})), Der.of(Der.INTEGER, serial),
                algorithm(), name, validity, name, info, Der.of(EXTENSIONS, Der.of(Der.SEQUENCE, extension)));
    }

    private static byte[] algorithm() {
        return Der.of(Der.SEQUENCE, Der.of(Der.OID, ECDSA_SHA256));
    }

    // RFC 5280 §4.1.2.5: "through the year 2049 … UTCTime; … 2050 or later … GeneralizedTime".
    private static byte[] time(LocalDateTime time) {
        boolean utc = time.getYear() < 2050;
        String text = TIME.format(time).substring(utc ? 2 : 0);
        return Der.of(utc ? Der.UTC_TIME : Der.GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    // "the concatenation of the string `libp2p-tls-handshake:` and the encoded public key that is used to generate the
    // certificate"
    private static byte[] signed(byte[] info) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PREFIX.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(info);
        return out.toByteArray();
    }

    // --- reading

    /// The identity that a certificate proves.
    ///
    /// @throws WireException if it is malformed, not valid now, not signed by itself, or not signed by the identity in it
    static PublicKey identity(byte[] der, Instant now) {
        WireException.within(PLACE, der.length, "bytes", BYTES_MAX);
        Der outer = new Der(der);
        Der certificate = outer.enter(Der.SEQUENCE);
        outer.end();
        byte[] tbs = certificate.whole(Der.SEQUENCE);
        byte[] algorithm = certificate.enter(Der.SEQUENCE).take(Der.OID);
        byte[] signature = certificate.take(Der.BIT_STRING);
        certificate.end();

        Der body = new Der(tbs).enter(Der.SEQUENCE);
        body.take(VERSION_3);
        body.take(Der.INTEGER);
        body.take(Der.SEQUENCE);
        body.take(Der.SEQUENCE);
        checkValidity(body.enter(Der.SEQUENCE), now);
        body.take(Der.SEQUENCE);
        byte[] info = body.whole(Der.SEQUENCE);
        if (body.peek() == ISSUER_UNIQUE_ID || body.peek() == SUBJECT_UNIQUE_ID) {
            throw new WireException(PLACE, "has a unique id");
        }
        if (!body.hasMore()) throw new WireException(PLACE, "no extensions");
        byte[] signedKey = signedKey(body.enter(EXTENSIONS).enter(Der.SEQUENCE));
        body.end();
        checkSelfSignature(algorithm, info, tbs, signature);
        return checkIdentity(signedKey, info);
    }

    /// The identity that a certificate holds which the handshake has verified already.
    static PublicKey identityOfVerified(byte[] der) {
        Der body = new Der(der).enter(Der.SEQUENCE).enter(Der.SEQUENCE);
        while (body.peek() != EXTENSIONS) body.skip();
        byte[] signedKey = signedKey(body.enter(EXTENSIONS).enter(Der.SEQUENCE));
        return PublicKey.read(new Der(signedKey).enter(Der.SEQUENCE).take(Der.OCTET_STRING));
    }

    private static void checkValidity(Der validity, Instant now) {
        Instant from = instant(validity), until = instant(validity);
        if (now.isBefore(from)) throw new WireException(PLACE, "not valid before " + from);
        if (now.isAfter(until)) throw new WireException(PLACE, "not valid after " + until);
    }

    // RFC 5280 §4.1.2.5.1: "UTCTime values … MUST include seconds (i.e., times are YYMMDDHHMMSSZ)"; §4.1.2.5.2:
    // "GeneralizedTime values … MUST include seconds (i.e., times are YYYYMMDDHHMMSSZ)".
    static Instant instant(Der validity) {
        boolean utc = validity.peek() == Der.UTC_TIME;
        String text = new String(validity.take(utc ? Der.UTC_TIME : Der.GENERALIZED_TIME), StandardCharsets.US_ASCII);
        // RFC 5280 §4.1.2.5.1: "Where YY is greater than or equal to 50, the year SHALL be interpreted as 19YY".
        if (utc) text = (text.compareTo("50") >= 0 ? "19" : "20") + text;
        if (text.length() != TIME_CHARS) throw new WireException(PLACE, "malformed time");
        try {
            return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new WireException(PLACE, "malformed time", e);
        }
    }

    // "Endpoints MUST abort the connection attempt if the certificate contains critical extensions that the endpoint does
    // not understand."
    private static byte[] signedKey(Der extensions) {
        byte[] found = null;
        while (extensions.hasMore()) {
            Der extension = extensions.enter(Der.SEQUENCE);
            boolean ours = Arrays.equals(extension.take(Der.OID), EXTENSION);
            boolean critical = extension.peek() == Der.BOOLEAN && extension.bool();
            byte[] value = extension.take(Der.OCTET_STRING);
            if (critical && !ours) throw new WireException(PLACE, "a critical extension that we do not know");
            if (ours && found != null) throw new WireException(PLACE, "two identities");
            if (ours) found = value;
        }
        if (found == null) throw new WireException(PLACE, "no libp2p extension");
        return found;
    }

    private static void checkSelfSignature(byte[] algorithm, byte[] info, byte[] tbs, byte[] signature) {
        String[] names = ALGORITHMS.get(HexFormat.of().formatHex(algorithm));
        if (names == null) throw new WireException(PLACE, "signature algorithm that we do not know");
        boolean right = false;
        try {
            Signature verifier = Signature.getInstance(names[0]);
            verifier.initVerify(KeyFactory.getInstance(names[1]).generatePublic(new X509EncodedKeySpec(info)));
            verifier.update(tbs);
            right = signature.length > 1 && signature[0] == 0 && verifier.verify(signature, 1, signature.length - 1);
        } catch (GeneralSecurityException e) {
            // Not right, then.
        }
        if (!right) throw new WireException(PLACE, "its self-signature is wrong");
    }

    private static PublicKey checkIdentity(byte[] extension, byte[] info) {
        Der outer = new Der(extension), signedKey = outer.enter(Der.SEQUENCE);
        outer.end();
        PublicKey key = PublicKey.read(signedKey.take(Der.OCTET_STRING));
        byte[] signature = signedKey.take(Der.OCTET_STRING);
        signedKey.end();
        if (!key.verifies(signed(info), signature)) throw new WireException(PLACE, "not signed by " + key.peer());
        return key;
    }
}
