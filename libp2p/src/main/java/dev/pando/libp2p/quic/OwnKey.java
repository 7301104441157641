package dev.pando.libp2p.quic;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/// The one key that we have, whatever is asked for.
///
/// Left to itself, TLS would lock key and certificate into a password-protected store and open it again, twice for each
/// host: half a second of hashing before the compiler is warm.
final class OwnKey extends X509ExtendedKeyManager {

    private static final String NAME = "ours";

    private final PrivateKey secret;
    private final X509Certificate certificate;

    OwnKey(PrivateKey secret, X509Certificate certificate) {
        this.secret = secret;
        this.certificate = certificate;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[]{certificate};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return secret;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[]{NAME};
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return NAME;
    }

    @Override
    public String chooseEngineClientAlias(String[] keyType, Principal[] issuers, SSLEngine engine) {
        return NAME;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[]{NAME};
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return NAME;
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return NAME;
    }
}
