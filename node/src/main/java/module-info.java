/// One person's running Pando: the only module where engine and libp2p meet.
module dev.pando.node {
    requires dev.pando.engine;
    requires dev.pando.libp2p;

    exports dev.pando.node.app;
}
