package dev.pando.libp2p.quic;

import dev.pando.libp2p.multiformats.WireException;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS as libp2p wants it (tls.md): both sides show a certificate, exactly one, which proves a peer id; ALPN `libp2p`.
final class QuicTls {

    // tls.md §ALPN: ""libp2p" is used as the application protocol"
    private static final String ALPN = "libp2p";

    private QuicTls() {}

    static QuicSslContext server(PeerCertificate certificate, Supplier<Instant> now) {
        // "servers MUST require client authentication during the TLS handshake"
        return QuicSslContextBuilder.forServer(key(certificate), null)
                .trustManager(new Trust(now)).clientAuth(ClientAuth.REQUIRE).applicationProtocols(ALPN).build();
    }

    static QuicSslContext client(PeerCertificate certificate, Supplier<Instant> now) {
        // "clients … MUST NOT send any value in the Server Name Indication": none is set.
        return QuicSslContextBuilder.forClient()
                .keyManager(key(certificate), null).trustManager(new Trust(now))
                .applicationProtocols(ALPN).build();
    }

    private static OwnKey key(PeerCertificate certificate) {
        return new OwnKey(certificate.keys().getPrivate(), x509(certificate));
    }

    private static X509Certificate x509(PeerCertificate certificate) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificate.der()));
        } catch (CertificateException e) {
            throw new AssertionError("our own certificate is one", e);
        }
    }

    /// Why a handshake failed: the innermost reason that is ours, in one line.
    static String reason(Throwable why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof WireException) return cause.getMessage();
        }
        return why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
    }

    /// Reads the raw DER of what the peer shows; there is nobody else to trust.
    private static final class Trust extends X509ExtendedTrustManager {

        private final Supplier<Instant> now;

        Trust(Supplier<Instant> now) {
            this.now = now;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            // "Endpoints MUST abort the connection attempt if more than one certificate is received"
            if (chain.length != 1) throw new CertificateException(chain.length + " certificates");
            try {
                PeerCertificate.identity(chain[0].getEncoded(), now.get());
            } catch (WireException e) {
                throw new CertificateException(e.getMessage(), e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
