package dev.pando.lab.genomes;

/// How much is trained and measured. Both scales have the same arms.
///
/// @param baseSteps      steps of the base
/// @param steps          steps of an adapter
/// @param rowSteps       steps of an adapter of Centram's five rows
/// @param rowSeeds       seeds that those rows are made with
/// @param testDocuments  documents of each corpus that are measured
/// @param tuneDocuments  documents of each corpus that gates and λ are decided on
/// @param documentBytes  bytes of a document that are measured, on the test
/// @param tuneBytes      the same, of tuning documents
record Scale(int baseSteps, int steps, int rowSteps, int rowSeeds, int testDocuments, int tuneDocuments,
        int documentBytes, int tuneBytes) {

    static final int LENGTH = 128; // the context of the model
    static final int BATCH = 4; // sequences of a step
    static final int RANK = 8;
    static final float BASE_RATE = 4e-3f;
    static final float RATE = 1e-2f;
    static final float DELTA_RATE = 1e-3f; // of all weights, in Centram's first row

    static Scale quick() {
        return new Scale(600, 190, 55, 1, 6, 3, 512, 384);
    }

    static Scale full() {
        return new Scale(3_000, 400, 200, 1, 14, 5, 2_048, 1_024);
    }

    static Scale of(boolean quick) {
        return quick ? quick() : full();
    }
}
