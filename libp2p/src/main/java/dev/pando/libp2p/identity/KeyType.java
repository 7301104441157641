package dev.pando.libp2p.identity;

/// The kinds of key that libp2p knows; the ordinal is the number on the wire.
public enum KeyType {
    /// RSA, PKCS #1 v1.5 signatures of SHA-256.
    RSA,
    /// Ed25519, the only kind that this library makes.
    ED25519,
    /// ECDSA over secp256k1.
    SECP256K1,
    /// ECDSA over a NIST curve.
    ECDSA
}
