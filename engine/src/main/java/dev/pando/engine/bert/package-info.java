/// The layers of sentence encoders of BERT's kind, and of readers that began as one, with weights in bytes.
///
/// * You are here when encoding is slow on a processor whose products of bytes ONNX Runtime does not know well.
/// * Start reading at [BertLayers].
/// * Knows: what a layer computes, and in which order.
/// * Must not know: where weights come from, words, what vectors are for.
package dev.pando.engine.bert;
