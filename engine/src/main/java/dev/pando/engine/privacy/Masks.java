package dev.pando.engine.privacy;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Hides what each of a group adds, so that whoever adds it all up sees the sum alone.
///
/// Every two of the group agree on a stream of numbers (X25519, then AES in counter mode under a hash of what they agreed on,
/// both keys and the round); one adds it, the other takes it away, modulo 2³². In the sum of all nothing of it is left; in the
/// sum of fewer all of it is. If one of the group falls silent the round is lost and nothing was told; shares of
/// keys for the silent (Shamir 1979) are not built.
///
/// Source: Bonawitz et al. 2017, "Practical secure aggregation for privacy-preserving machine learning", section 4.
public final class Masks {

    /// Members of a group.
    public static final int GROUP_MIN = 2, GROUP_MAX = 16;

    private Masks() {}

    /// Hides numbers.
    ///
    /// @param own   a key pair of X25519, made for this round
    /// @param group public keys of all, the own among them, each once
    /// @param round tells rounds apart
    /// @throws IllegalArgumentException if the group is too small, too large, lacks the own key, or holds a key twice or one that
    ///                                  is no key
    public static int[] hide(int[] numbers, KeyPair own, List<PublicKey> group, long round) {
        if (group.size() < GROUP_MIN || group.size() > GROUP_MAX)
            throw new IllegalArgumentException("group of " + group.size() + ", from " + GROUP_MIN + " to " + GROUP_MAX);
        if (group.stream().distinct().count() != group.size() || !group.contains(own.getPublic()))
            throw new IllegalArgumentException("a group holds each key once, and the own");
        int[] hidden = numbers.clone();
        for (PublicKey other : group) {
            if (other.equals(own.getPublic())) continue;
            int[] stream = stream(numbers.length, own, other, round);
            boolean adds = Arrays.compareUnsigned(own.getPublic().getEncoded(), other.getEncoded()) < 0;
            for (int i = 0; i < hidden.length; i++) hidden[i] += adds ? stream[i] : -stream[i];
        }
        return hidden;
    }

    private static int[] stream(int count, KeyPair own, PublicKey other, long round) {
        try {
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(own.getPrivate());
            agreement.doPhase(other, true);
            byte[][] keys = {own.getPublic().getEncoded(), other.getEncoded()};
            Arrays.sort(keys, Arrays::compareUnsigned);
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(agreement.generateSecret());
            for (byte[] key : keys) hash.update(key);
            hash.update(ByteBuffer.allocate(Long.BYTES).putLong(round).array());
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(hash.digest(), "AES"),
                    new IvParameterSpec(new byte[16]));
            int[] stream = new int[count];
            ByteBuffer.wrap(cipher.doFinal(new byte[Integer.BYTES * count])).asIntBuffer().get(stream);
            return stream;
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("not a key of X25519: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has these three
        }
    }

    /// The sum of what members added, modulo 2³².
    public static int[] sum(List<int[]> added) {
        int[] sum = new int[added.getFirst().length];
        for (int[] one : added) for (int i = 0; i < sum.length; i++) sum[i] += one[i];
        return sum;
    }
}
