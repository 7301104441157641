package dev.pando.engine.artifact;

import dev.pando.engine.artifact.Payload.Genome;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.Revocation;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Trace;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Anything one node may teach another: one envelope for all kinds.
///
/// On the wire it is its body in dag-cbor and, behind it, 64 bytes of signature over every byte of the body. Its id is the
/// content id of the body. What was received is kept as it was received: signatures are checked over those bytes, never over
/// bytes written anew.
public final class Artifact {

    /// Bytes of an artifact on the wire; a trace of 4,096 cells and its envelope fit.
    public static final int BYTES_MAX = 72 * 1024;
    /// Parents of one artifact.
    public static final int PARENTS_MAX = 16;
    /// Characters of a domain.
    public static final int DOMAIN_MAX = 64;

    // Keeps a signature from meaning anything elsewhere.
    private static final byte[] SIGNED_PREFIX = "pando-artifact-1:".getBytes(StandardCharsets.US_ASCII);

    /// How it may be used.
    public enum Lane {
        /// Signed, credited; no secrecy beyond what its author chose to publish.
        ATTRIBUTED,
        /// A share of a secure sum: no author to credit.
        AGGREGATED
    }

    /// What every kind says.
    ///
    /// @param author     who made it
    /// @param parents    what it builds on, ascending
    /// @param generation 1 + the largest of its parents'; 1 without parents
    /// @param domain     topic, in the author's words
    /// @param confidence how sure its author is, 0 to 1
    /// @param created    milliseconds since 1970
    /// @param lane       how it may be used
    /// @param payload    what it teaches
    public record Body(AuthorKey author, List<ContentId> parents, int generation, String domain, double confidence,
            long created, Lane lane, Payload payload) {

        /// @throws ArtifactException naming the field that is out of range, and its limit
        public Body {
            parents = List.copyOf(parents);
            if (parents.size() > PARENTS_MAX) throw bad("parents", parents.size(), "at most " + PARENTS_MAX);
            for (int i = 1; i < parents.size(); i++) {
                if (parents.get(i).compareTo(parents.get(i - 1)) <= 0) throw bad("parents", i, "ascending");
            }
            if (generation < 1) throw bad("generation", generation, "at least 1");
            if (domain.length() > DOMAIN_MAX) throw bad("domain", domain.length() + " characters", "at most " + DOMAIN_MAX);
            if (!(confidence >= 0 && confidence <= 1)) throw bad("confidence", confidence, "0 to 1");
            if (created < 0) throw bad("created", created, "at least 0");
        }
    }

    private final Body body;
    private final ContentId id;
    private final byte[] wire;
    private volatile Boolean genuine; // null: nobody has looked

    private Artifact(Body body, byte[] wire) {
        this.body = body;
        this.wire = wire;
        this.id = ContentId.ofContent(bodyOf(wire));
    }

    private static byte[] bodyOf(byte[] wire) {
        return Arrays.copyOf(wire, wire.length - AuthorKey.SIGNATURE_BYTES);
    }

    /// Signs a body.
    ///
    /// @param key the private key of `body.author()`
    /// @throws IllegalArgumentException if it is the key of somebody else
    public static Artifact sign(Body body, PrivateKey key) {
        return sign(body, message -> signature(message, key));
    }

    /// Signs a body with whatever holds the key.
    ///
    /// @param signer from a message to its 64 bytes of Ed25519 signature under the key of `body.author()`
    /// @throws IllegalArgumentException if it is the key of somebody else
    public static Artifact sign(Body body, UnaryOperator<byte[]> signer) {
        byte[] bytes = CborWriter.write(fields(body));
        byte[] signature = signer.apply(toSign(bytes));
        if (!body.author.signed(toSign(bytes), signature)) throw new IllegalArgumentException("the key of another author");
        byte[] wire = Arrays.copyOf(bytes, bytes.length + signature.length);
        System.arraycopy(signature, 0, wire, bytes.length, signature.length);
        Artifact artifact = new Artifact(body, wire);
        artifact.genuine = true;
        return artifact;
    }

    private static byte[] signature(byte[] message, PrivateKey key) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an Ed25519 key: " + e.getMessage(), e);
        }
    }

    private static byte[] toSign(byte[] bytes) {
        byte[] all = Arrays.copyOf(SIGNED_PREFIX, SIGNED_PREFIX.length + bytes.length);
        System.arraycopy(bytes, 0, all, SIGNED_PREFIX.length, bytes.length);
        return all;
    }

    /// Reads an artifact and checks its signature.
    ///
    /// @throws ArtifactException if it is too large, not dag-cbor, lacks a field, has one too many, or is not signed by its
    ///                           author
    public static Artifact read(byte[] wire) {
        Artifact artifact = parse(wire);
        if (!artifact.isGenuine()) throw new ArtifactException("signature: not the author's");
        return artifact;
    }

    /// Reads an artifact without a look at its signature: for whoever checks that as a step of its own, with
    /// [#isGenuine].
    ///
    /// @throws ArtifactException if it is too large, not dag-cbor, lacks a field or has one too many
    public static Artifact parse(byte[] wire) {
        if (wire.length > BYTES_MAX) throw bad("artifact", wire.length + " bytes", "at most " + BYTES_MAX);
        if (wire.length <= AuthorKey.SIGNATURE_BYTES) throw bad("artifact", wire.length + " bytes", "more than a signature");
        byte[] bytes = bodyOf(wire);
        Body body = body(CborReader.read(bytes));
        return new Artifact(body, wire.clone());
    }

    /// Whether its author signed every byte of it. The first look takes a tenth of a millisecond, later ones nothing;
    /// any thread may look.
    public boolean isGenuine() {
        Boolean known = genuine;
        if (known == null) genuine = known = isSigned();
        return known;
    }

    private boolean isSigned() {
        byte[] bytes = bodyOf(wire);
        return body.author.signed(toSign(bytes), Arrays.copyOfRange(wire, bytes.length, wire.length));
    }

    private static Cbor fields(Body b) {
        Map<String, Cbor> f = new HashMap<>();
        f.put("author", new Cbor.Bytes(b.author.bytes()));
        f.put("parents", new Cbor.Items(b.parents.stream().<Cbor>map(Cbor.Link::new).toList()));
        f.put("generation", new Cbor.Whole(b.generation));
        f.put("domain", new Cbor.Text(b.domain));
        f.put("confidence", new Cbor.Real(b.confidence));
        f.put("created", new Cbor.Whole(b.created));
        f.put("lane", new Cbor.Whole(b.lane.ordinal()));
        switch (b.payload) {
            case TracePayload(Trace trace) -> f.put("trace", new Cbor.Bytes(trace.encode()));
            case Revocation(ContentId target) -> f.put("revokes", new Cbor.Link(target));
            case Genome g -> f.put("genome", fields(g));
            case Memory m -> f.put("memory", new Cbor.Fields(Map.of("code", new Cbor.Bytes(m.code()), "question",
                    new Cbor.Text(m.question()), "answer", new Cbor.Text(m.answer()), "source", new Cbor.Text(m.source()),
                    "fitness", new Cbor.Real(m.fitness()))));
        }
        return new Cbor.Fields(f);
    }

    private static Body body(Cbor value) {
        FieldReader f = new FieldReader(value);
        AuthorKey author = new AuthorKey(f.bytes("author"));
        List<ContentId> parents = f.links("parents");
        long generation = f.whole("generation"), lane = f.whole("lane");
        if (generation > Integer.MAX_VALUE) throw bad("generation", generation, "at most " + Integer.MAX_VALUE);
        if (lane < 0 || lane >= Lane.values().length) throw bad("lane", lane, "0 or 1");
        Body body = new Body(author, parents, (int) generation, f.text("domain"), f.real("confidence"), f.whole("created"),
                Lane.values()[(int) lane], payload(f));
        f.end();
        return body;
    }

    private static Payload payload(FieldReader f) {
        if (f.has("revokes")) return new Revocation(f.link("revokes"));
        if (f.has("trace")) {
            try {
                return new TracePayload(Trace.decode(f.bytes("trace")));
            } catch (IllegalArgumentException e) {
                throw new ArtifactException("trace: " + e.getMessage());
            }
        }
        if (f.has("genome")) return genome(f.fields("genome"));
        FieldReader m = f.fields("memory");
        Memory memory = new Memory(m.bytes("code"), m.text("question"), m.text("answer"), m.text("source"),
                m.real("fitness"));
        m.end();
        return memory;
    }

    private static Cbor fields(Genome g) {
        Map<String, Cbor> f = new HashMap<>();
        f.put("base", new Cbor.Bytes(g.base()));
        f.put("body", new Cbor.Bytes(g.body()));
        f.put("bytes", new Cbor.Whole(g.bytes()));
        f.put("rank", new Cbor.Whole(g.rank()));
        f.put("before", new Cbor.Real(g.before()));
        f.put("after", new Cbor.Real(g.after()));
        f.put("statement", new Cbor.Text(g.statement()));
        f.put("data", new Cbor.Bytes(g.data()));
        f.put("weights", new Cbor.Bytes(g.weights()));
        f.put("steps", new Cbor.Whole(g.steps()));
        f.put("settings", new Cbor.Text(g.settings()));
        if (g.centroid().length > 0) f.put("centroid", new Cbor.Bytes(g.centroid()));
        return new Cbor.Fields(f);
    }

    private static Genome genome(FieldReader f) {
        long rank = f.whole("rank"), steps = f.whole("steps");
        if (rank != (int) rank || steps != (int) steps) throw bad("genome", rank + ", " + steps, "whole numbers of 32 bits");
        boolean placed = f.has("centroid");
        byte[] centroid = placed ? f.bytes("centroid") : new byte[0];
        if (placed && centroid.length == 0) throw bad("centroid", "0 bytes", "some, or no such field");
        Genome genome = new Genome(f.bytes("base"), f.bytes("body"), f.whole("bytes"), (int) rank, f.real("before"),
                f.real("after"), f.text("statement"), f.bytes("data"), f.bytes("weights"), (int) steps,
                f.text("settings"), centroid);
        f.end();
        return genome;
    }

    private static ArtifactException bad(String field, Object value, String allowed) {
        return new ArtifactException(field + ": " + value + ", allowed: " + allowed);
    }

    /// Its name: the content id of its body.
    public ContentId id() {
        return id;
    }

    /// What it says.
    public Body body() {
        return body;
    }

    /// Its bytes as they were signed or received; a copy.
    public byte[] wire() {
        return wire.clone();
    }

    @Override
    public String toString() {
        return body.payload.getClass().getSimpleName() + " " + id;
    }
}
