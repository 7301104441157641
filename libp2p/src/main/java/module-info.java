/// A libp2p for Java 25: bytes between peers, of whatever meaning.
module dev.pando.libp2p {
    requires io.netty.buffer;
    requires io.netty.codec.classes.quic;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;

    exports dev.pando.libp2p;
    exports dev.pando.libp2p.dht;
    exports dev.pando.libp2p.gossipsub;
    exports dev.pando.libp2p.identify;
    exports dev.pando.libp2p.identity;
    exports dev.pando.libp2p.kad;
    exports dev.pando.libp2p.mdns;
    exports dev.pando.libp2p.multiformats;
    exports dev.pando.libp2p.nat;
    exports dev.pando.libp2p.noise;
    exports dev.pando.libp2p.ping;
    exports dev.pando.libp2p.pnet;
    exports dev.pando.libp2p.protobuf;
    exports dev.pando.libp2p.pubsub;
    exports dev.pando.libp2p.quic;
    exports dev.pando.libp2p.swarm;
    exports dev.pando.libp2p.transport;
    exports dev.pando.libp2p.yamux;
}
