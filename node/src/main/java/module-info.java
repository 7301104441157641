/// One person's running Pando: the only module where engine and libp2p meet.
@SuppressWarnings("requires-automatic") // Micrometer and ONNX Runtime have no module descriptor
module dev.pando.node {
    requires transitive dev.pando.engine;
    requires transitive dev.pando.libp2p;
    requires dev.pando.kernel;
    requires transitive com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.toml;
    requires info.picocli;
    requires io.helidon.common.buffers;
    requires io.helidon.http;
    requires io.helidon.webserver;
    requires io.modelcontextprotocol.sdk.mcp.core;
    requires java.logging;
    requires java.management;
    requires jdk.management;
    requires jdk.unsupported;
    requires java.net.http;
    requires java.sql;
    requires org.xerial.sqlitejdbc;
    requires com.microsoft.onnxruntime;
    requires micrometer.core;
    requires micrometer.registry.prometheus;

    exports dev.pando.node.answer;
    exports dev.pando.node.app;
    exports dev.pando.node.process;
    exports dev.pando.node.split;
    exports dev.pando.node.split.plan;
    exports dev.pando.node.net;
    exports dev.pando.node.pull;
    exports dev.pando.node.encode;
    exports dev.pando.node.notes;
    exports dev.pando.node.gate;
    exports dev.pando.node.genome;
    exports dev.pando.node.collective;
    exports dev.pando.node.exchange;
    exports dev.pando.node.merge;
    exports dev.pando.node.consent;
    exports dev.pando.node.store;
    exports dev.pando.node.context;
    exports dev.pando.node.conversation;
    exports dev.pando.node.evidence;
    exports dev.pando.node.identity;
    exports dev.pando.node.instance;
    exports dev.pando.node.memory;
    exports dev.pando.node.rules;
    exports dev.pando.node.signals;

    opens dev.pando.node.cli to info.picocli;
}
