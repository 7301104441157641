/// Experiments, simulators and benchmarks. Their results are committed under `lab/results`; nothing here ships.
module dev.pando.lab {
    requires com.fasterxml.jackson.databind;
    requires dev.pando.libp2p;
    requires dev.pando.engine;
    requires dev.pando.kernel;
    requires com.networknt.schema;
    requires dev.pando.node;
    requires info.picocli;
    requires io.netty.buffer;
    requires io.netty.codec.classes.quic;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires java.management;
    requires java.net.http;
    requires jdk.httpserver;
    requires jdk.incubator.vector;
    requires org.bytedeco.pytorch;

    opens dev.pando.lab to info.picocli;
    opens dev.pando.lab.cells to info.picocli;
    opens dev.pando.lab.collective to info.picocli;
    opens dev.pando.lab.durability to info.picocli;
    opens dev.pando.lab.emergence to info.picocli;
    opens dev.pando.lab.genomes to info.picocli;
    opens dev.pando.lab.gossip to info.picocli;
    opens dev.pando.lab.interop to info.picocli;
    opens dev.pando.lab.kad to info.picocli;
    opens dev.pando.lab.loopback to info.picocli;
    opens dev.pando.lab.schema to info.picocli;
    opens dev.pando.lab.nat to info.picocli;
    opens dev.pando.lab.netspeed to info.picocli;
    opens dev.pando.lab.recall to info.picocli;
    opens dev.pando.lab.report to info.picocli;
    opens dev.pando.lab.seedmodel to info.picocli;
    opens dev.pando.lab.kernels to info.picocli;
    opens dev.pando.lab.shape to info.picocli;
    opens dev.pando.lab.speed to info.picocli;
    opens dev.pando.lab.split to info.picocli;
    opens dev.pando.lab.trainspeed to info.picocli;
    opens dev.pando.lab.text to info.picocli;
}
