package dev.pando.libp2p.multiformats;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// What one part of a [Multiaddr] can be: its name, its code in the multicodec table and the form of its value.
public enum AddressPart {

    /// An IPv4 address.
    IP4("ip4", 4, 4, Form.IP4),
    /// A TCP port.
    TCP("tcp", 6, 2, Form.PORT),
    /// An IPv6 address.
    IP6("ip6", 41, 16, Form.IP6),
    /// The interface that the IPv6 address behind it belongs to.
    IP6ZONE("ip6zone", 42, AddressPart.VARIABLE, Form.NAME),
    /// A host name, to be resolved to either kind of address.
    DNS("dns", 53, AddressPart.VARIABLE, Form.NAME),
    /// A host name, to be resolved to IPv4.
    DNS4("dns4", 54, AddressPart.VARIABLE, Form.NAME),
    /// A host name, to be resolved to IPv6.
    DNS6("dns6", 55, AddressPart.VARIABLE, Form.NAME),
    /// A host name whose TXT records are multiaddrs.
    DNSADDR("dnsaddr", 56, AddressPart.VARIABLE, Form.NAME),
    /// A UDP port.
    UDP("udp", 273, 2, Form.PORT),
    /// WebRTC without signalling.
    WEBRTC_DIRECT("webrtc-direct", 280, 0, Form.NONE),
    /// Through a relay: what stands before it is the relay.
    P2P_CIRCUIT("p2p-circuit", 290, 0, Form.NONE),
    /// A peer.
    P2P("p2p", 421, AddressPart.VARIABLE, Form.PEER),
    /// TLS.
    TLS("tls", 448, 0, Form.NONE),
    /// The name that TLS asks for.
    SNI("sni", 449, AddressPart.VARIABLE, Form.NAME),
    /// QUIC as of RFC 9000.
    QUIC_V1("quic-v1", 461, 0, Form.NONE),
    /// WebTransport.
    WEBTRANSPORT("webtransport", 465, 0, Form.NONE),
    /// The hash of a certificate.
    CERTHASH("certhash", 466, AddressPart.VARIABLE, Form.HASH),
    /// WebSocket.
    WS("ws", 477, 0, Form.NONE),
    /// WebSocket over TLS.
    WSS("wss", 478, 0, Form.NONE),
    /// Within one process, for tests.
    MEMORY("memory", 777, 8, Form.NUMBER);

    static final int VARIABLE = -1;

    /// The longest value, in bytes: a host name.
    public static final int VALUE_BYTES_MAX = 253;

    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");
    private static final Pattern NAME = Pattern.compile("[^/\\s\\p{Cntrl}]+");

    private enum Form {
        NONE, IP4, IP6, PORT, NUMBER, NAME, PEER, HASH
    }

    private final String label;
    private final int code;
    private final int size;
    private final Form form;

    AddressPart(String label, int code, int size, Form form) {
        this.label = label;
        this.code = code;
        this.size = size;
        this.form = form;
    }

    /// Its name within the slashes.
    public String label() {
        return label;
    }

    /// Its number in the multicodec table.
    public int code() {
        return code;
    }

    boolean hasValue() {
        return size != 0;
    }

    static Optional<AddressPart> ofLabel(String label) {
        // multiaddr: "ipfs" is the older name of "p2p".
        if (label.equals("ipfs")) return Optional.of(P2P);
        return Arrays.stream(values()).filter(part -> part.label.equals(label)).findFirst();
    }

    static Optional<AddressPart> ofCode(long code) {
        return Arrays.stream(values()).filter(part -> part.code == code).findFirst();
    }

    /// Takes the value of this part from binary form.
    byte[] get(ByteBuffer in) {
        long length = size == VARIABLE ? Varint.get(in) : size;
        byte[] value = new byte[WireException.within(place(), length, "bytes", Math.min(VALUE_BYTES_MAX,
                in.remaining()))];
        in.get(value);
        if (!Arrays.equals(parse(text(value)), value)) throw new WireException(place(), "not canonical");
        return value;
    }

    void put(ByteBuffer out, byte[] value) {
        Varint.put(out, code);
        if (size == VARIABLE) Varint.put(out, value.length);
        out.put(value);
    }

    int bytes(byte[] value) {
        return Varint.size(code) + (size == VARIABLE ? Varint.size(value.length) : 0) + value.length;
    }

    /// The value that a text between slashes stands for.
    byte[] parse(String text) {
        return switch (form) {
            case NONE -> new byte[0];
            case IP4 -> ip4(text);
            case IP6 -> ip6(text);
            case PORT -> ByteBuffer.allocate(2).putShort((short) number(text, 65535)).array();
            case NUMBER -> ByteBuffer.allocate(8).putLong(number(text, Long.MAX_VALUE)).array();
            case NAME -> name(text);
            case PEER -> text.startsWith("1") || text.startsWith("Qm")
                    ? Multihash.read(Multibase.BASE58BTC.decodeBare(text)).bytes()
                    : Cid.parse(text).hash().bytes();
            case HASH -> Multihash.read(Multibase.decode(text)).bytes();
        };
    }

    /// The text between slashes that a value of the right length stands for.
    String text(byte[] value) {
        return switch (form) {
            case NONE -> "";
            case IP4 -> (value[0] & 0xFF) + "." + (value[1] & 0xFF) + "." + (value[2] & 0xFF) + "." + (value[3] & 0xFF);
            case IP6 -> ip6Text(ByteBuffer.wrap(value));
            case PORT -> Integer.toString(ByteBuffer.wrap(value).getShort() & 0xFFFF);
            case NUMBER -> Long.toString(ByteBuffer.wrap(value).getLong());
            case NAME -> new String(value, StandardCharsets.UTF_8);
            case PEER -> Multihash.read(value).toString();
            case HASH -> Multibase.BASE64URL.encode(value);
        };
    }

    private byte[] name(String text) {
        if (!NAME.matcher(text).matches()) throw new WireException(place(), "not a name");
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        WireException.within(place(), value.length, "bytes", VALUE_BYTES_MAX);
        return value;
    }

    private long number(String text, long max) {
        if (!DECIMAL.matcher(text).matches()) throw new WireException(place(), "not a number");
        long number = Long.parseLong(text);
        if (number > max) throw WireException.tooBig(place(), number, "as value", max);
        return number;
    }

    private byte[] ip4(String text) {
        String[] numbers = text.split("\\.", -1);
        if (numbers.length != 4) throw new WireException(place(), "not four numbers");
        byte[] value = new byte[4];
        for (int i = 0; i < 4; i++) value[i] = (byte) number(numbers[i], 255);
        return value;
    }

    private byte[] ip6(String text) {
        if (!text.contains(":") || text.contains("%") || text.contains("[")) {
            throw new WireException(place(), "not an IPv6 address");
        }
        try {
            InetAddress address = Inet6Address.ofLiteral(text);
            byte[] bytes = address.getAddress();
            if (bytes.length == 16) return bytes;
            // The JDK turns ::ffff:1.2.3.4 into an IPv4 address; here it stays what it was.
            return ByteBuffer.allocate(16).putInt(8, 0xFFFF).position(12).put(bytes).array();
        } catch (IllegalArgumentException e) {
            throw new WireException(place(), "not an IPv6 address", e);
        }
    }

    // RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups (the first of equals) as "::".
    private static String ip6Text(ByteBuffer value) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) groups[i] = value.getShort() & 0xFFFF;
        int start = -1, longest = 1;
        for (int from = 0; from < 8; from++) {
            int to = from;
            while (to < 8 && groups[to] == 0) to++;
            if (to - from > longest) {
                longest = to - from;
                start = from;
            }
            from = Math.max(from, to - 1);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') text.append(':');
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private String place() {
        return "multiaddr /" + label;
    }
}
