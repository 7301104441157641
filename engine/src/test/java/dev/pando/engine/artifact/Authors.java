package dev.pando.engine.artifact;

import dev.pando.engine.artifact.Artifact.Body;
import dev.pando.engine.artifact.Artifact.Lane;
import dev.pando.engine.artifact.Payload.Memory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.random.RandomGenerator;

/// Two authors and what they write, for tests.
final class Authors {

    static final KeyPair ONE = keyPair();
    static final KeyPair OTHER = keyPair();

    private Authors() {}

    private static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static Body body(Payload payload) {
        return body(payload, List.of(), 1);
    }

    static Body body(Payload payload, List<ContentId> parents, int generation) {
        return new Body(AuthorKey.of(ONE.getPublic()), parents, generation, "test", 0.5, 1_000, Lane.ATTRIBUTED,
                payload);
    }

    static Artifact sign(Body body) {
        return Artifact.sign(body, ONE.getPrivate());
    }

    static Artifact memory(RandomGenerator random, List<Artifact> parents, int generation) {
        byte[] code = new byte[Memory.CODE_BYTES];
        random.nextBytes(code);
        List<ContentId> ids = parents.stream().map(Artifact::id).sorted().toList();
        return sign(body(new Memory(code, "question " + random.nextLong(), "answer", "test", random.nextDouble()), ids,
                generation));
    }
}
