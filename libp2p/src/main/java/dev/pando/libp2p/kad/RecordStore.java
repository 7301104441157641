package dev.pando.libp2p.kad;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The values a node keeps for others, bounded by [KadParameters#RECORDS_MAX] and [KadParameters#RECORDS_BYTES_MAX]; the
/// farthest from it go first, so that a flood of far keys cannot displace the ones it is responsible for.
final class RecordStore {

    /// What became of a value.
    enum Outcome {
        STORED, WORSE, INVALID, TOO_FAR
    }

    private record Kept(KadRecord value, long untilMs) {

        int bytes() {
            return value.key().length + value.value().length;
        }
    }

    private final KadId self;
    private final Map<String, RecordValidator> validators;
    private final TreeMap<KadId, Kept> byDistance = new TreeMap<>();
    private long bytes;

    RecordStore(KadId self, Map<String, RecordValidator> validators) {
        this.self = self;
        this.validators = Map.copyOf(validators);
    }

    // §Entry validation: called "To validate values received in a PUT_VALUE query before storing them in the local data
    // store."
    Outcome put(KadRecord fresh, long nowMs) {
        RecordValidator validator = validators.get(KadRecord.namespace(fresh.key()));
        if (validator == null) return Outcome.INVALID;
        long untilMs = validator.validUntilMs(fresh.key(), fresh.value(), nowMs);
        if (untilMs <= nowMs) return Outcome.INVALID;
        KadId distance = self.distance(KadId.of(fresh.key()));
        Kept kept = byDistance.get(distance);
        if (kept != null && kept.untilMs > nowMs
                && validator.compare(fresh.key(), fresh.value(), kept.value.value()) < 0) {
            return Outcome.WORSE;
        }
        keep(distance, new Kept(fresh, Math.min(untilMs, nowMs + KadParameters.RECORD_TTL_MS)));
        return byDistance.containsKey(distance) ? Outcome.STORED : Outcome.TOO_FAR;
    }

    private void keep(KadId distance, Kept fresh) {
        Kept before = byDistance.put(distance, fresh);
        bytes += fresh.bytes() - (before == null ? 0 : before.bytes());
        while (byDistance.size() > KadParameters.RECORDS_MAX || bytes > KadParameters.RECORDS_BYTES_MAX) {
            bytes -= byDistance.pollLastEntry().getValue().bytes();
        }
    }

    Optional<KadRecord> get(byte[] key, long nowMs) {
        Kept kept = byDistance.get(self.distance(KadId.of(key)));
        return kept == null || kept.untilMs <= nowMs ? Optional.empty() : Optional.of(kept.value);
    }

    /// Whether a value may be believed now.
    boolean isValid(KadRecord found, long nowMs) {
        RecordValidator validator = validators.get(KadRecord.namespace(found.key()));
        return validator != null && validator.validUntilMs(found.key(), found.value(), nowMs) > nowMs;
    }

    /// Compares two valid values of one key.
    int compare(byte[] key, byte[] one, byte[] other) {
        return validators.get(KadRecord.namespace(key)).compare(key, one, other);
    }

    void expire(long nowMs) {
        byDistance.values().removeIf(kept -> {
            if (kept.untilMs > nowMs) return false;
            bytes -= kept.bytes();
            return true;
        });
    }

    int size() {
        return byDistance.size();
    }

    long bytes() {
        return bytes;
    }
}
