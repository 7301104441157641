/// Text in, artifact out: tokenizers, models, training. No sockets, no clock.
@SuppressWarnings("requires-automatic")
module dev.pando.engine {
    requires transitive dev.pando.kernel;
    requires com.fasterxml.jackson.databind;
    requires jinjava;
    requires org.bouncycastle.provider;
    requires java.desktop; // jinjava uses java.beans and, being an automatic module, cannot say so

    exports dev.pando.engine.check;
    exports dev.pando.engine.artifact;
    exports dev.pando.engine.bert;
    exports dev.pando.engine.grammar;
    exports dev.pando.engine.draft;
    exports dev.pando.engine.genome;
    exports dev.pando.engine.grid;
    exports dev.pando.engine.learn;
    exports dev.pando.engine.model;
    exports dev.pando.engine.privacy;
    exports dev.pando.engine.read;
    exports dev.pando.engine.reference;
    exports dev.pando.engine.sample;
    exports dev.pando.engine.corpus;
    exports dev.pando.engine.seed;
    exports dev.pando.engine.serve;
    exports dev.pando.engine.text;
    exports dev.pando.engine.train;
    exports dev.pando.engine.vocabulary;
    exports dev.pando.engine.weights;
}
