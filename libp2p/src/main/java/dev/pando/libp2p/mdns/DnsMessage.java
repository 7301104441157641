package dev.pando.libp2p.mdns;

import dev.pando.libp2p.multiformats.WireException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A DNS message (RFC 1035 §4), as far as libp2p's mDNS needs it: questions, PTR and TXT records.
///
/// ```
/// | 0  1 | 2   3 | 4       5 | 6     7 | 8       9 | 10       11 | 12 …                                  |
/// | id   | flags | questions | answers | authority | additional | questions, answers, authority, additional |
/// ```
///
/// @param response  whether it answers
/// @param questions what is asked
/// @param records   answers and additional records, in order; of other types than PTR and TXT none
record DnsMessage(boolean response, List<Question> questions, List<DnsRecord> records) {

    /// The longest message, in bytes. RFC 6762 §17: "even jumbo packets … MUST NOT exceed 9000 bytes".
    static final int BYTES_MAX = 9000;
    /// The most questions and the most records.
    static final int ENTRIES_MAX = 128;
    /// RFC 1035 §2.3.4: "labels 63 octets or less, names 255 octets or less".
    static final int LABEL_BYTES_MAX = 63;
    static final int NAME_BYTES_MAX = 255;
    /// The most pointers in one name; a name made of more is a trap.
    static final int POINTERS_MAX = 16;

    static final int TYPE_PTR = 12;
    static final int TYPE_TXT = 16;
    static final int TYPE_ANY = 255;

    private static final int HEAD_BYTES = 12;
    private static final int CLASS_IN = 1;
    // RFC 6762 §18.4: "bit 15 … authoritative"; a response is 0x8400.
    private static final int FLAGS_RESPONSE = 0x8400;
    private static final String PLACE = "mdns message";

    /// What is asked.
    ///
    /// @param name of what, in lower case
    /// @param type of record
    record Question(String name, int type) {}

    /// What is told.
    sealed interface DnsRecord {

        /// Whose it is, in lower case.
        String name();

        /// How long it holds, in seconds; 0 takes it back.
        long ttlSeconds();

        /// One name points to another.
        record Ptr(String name, long ttlSeconds, String target) implements DnsRecord {}

        /// Texts of at most 255 bytes each.
        record Txt(String name, long ttlSeconds, List<String> texts) implements DnsRecord {}
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int word : new int[]{0, response ? FLAGS_RESPONSE : 0, questions.size(), 0, 0, 0}) word(out, word);
        for (Question question : questions) {
            name(out, question.name);
            word(out, question.type);
            word(out, CLASS_IN);
        }
        int answers = 0;
        for (DnsRecord record : records) {
            // Pointers answer, the rest is additional: mdns §Response.
            if (record instanceof DnsRecord.Ptr) answers++;
            record(out, record);
        }
        byte[] bytes = out.toByteArray();
        ByteBuffer.wrap(bytes).putShort(6, (short) answers).putShort(10, (short) (records.size() - answers));
        return bytes;
    }

    private static void record(ByteArrayOutputStream out, DnsRecord record) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        switch (record) {
            case DnsRecord.Ptr ptr -> name(data, ptr.target);
            case DnsRecord.Txt txt -> {
                for (String text : txt.texts) {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    data.write(bytes.length);
                    data.writeBytes(bytes);
                }
            }
        }
        name(out, record.name());
        word(out, record instanceof DnsRecord.Ptr ? TYPE_PTR : TYPE_TXT);
        word(out, CLASS_IN);
        word(out, (int) (record.ttlSeconds() >>> 16));
        word(out, (int) record.ttlSeconds());
        word(out, data.size());
        out.writeBytes(data.toByteArray());
    }

    private static void name(ByteArrayOutputStream out, String name) {
        for (String label : name.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        out.write(0);
    }

    private static void word(ByteArrayOutputStream out, int word) {
        out.write(word >>> 8);
        out.write(word);
    }

    /// Reads a message.
    ///
    /// @throws WireException if it is cut off, breaks a limit or has a name that points in circles
    static DnsMessage read(byte[] bytes) {
        WireException.within(PLACE, bytes.length, "bytes", BYTES_MAX);
        if (bytes.length < HEAD_BYTES) throw new WireException(PLACE, "cut off");
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean response = (in.getShort(2) & 0x8000) != 0;
        int asked = in.getShort(4) & 0xFFFF;
        int told = (in.getShort(6) & 0xFFFF) + (in.getShort(8) & 0xFFFF) + (in.getShort(10) & 0xFFFF);
        WireException.within(PLACE, asked, "questions", ENTRIES_MAX);
        WireException.within(PLACE, told, "records", ENTRIES_MAX);
        in.position(HEAD_BYTES);
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < asked; i++) {
            questions.add(new Question(name(in), word(in)));
            word(in);
        }
        List<DnsRecord> records = new ArrayList<>();
        for (int i = 0; i < told; i++) record(in, records);
        return new DnsMessage(response, questions, records);
    }

    private static void record(ByteBuffer in, List<DnsRecord> records) {
        String name = name(in);
        int type = word(in);
        word(in);
        long ttl = (long) word(in) << 16 | word(in);
        int length = word(in);
        if (length > in.remaining()) throw new WireException(PLACE, "record cut off");
        int end = in.position() + length;
        if (type == TYPE_PTR) records.add(new DnsRecord.Ptr(name, ttl, name(in)));
        if (type == TYPE_TXT) records.add(new DnsRecord.Txt(name, ttl, texts(in, end)));
        if (in.position() > end) throw new WireException(PLACE, "record longer than it says");
        in.position(end);
    }

    private static List<String> texts(ByteBuffer in, int end) {
        List<String> texts = new ArrayList<>();
        while (in.position() < end) {
            byte[] text = new byte[in.get() & 0xFF];
            if (text.length > end - in.position()) throw new WireException(PLACE, "text cut off");
            in.get(text);
            texts.add(new String(text, StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static int word(ByteBuffer in) {
        if (in.remaining() < 2) throw new WireException(PLACE, "cut off");
        return in.getShort() & 0xFFFF;
    }

    // RFC 1035 §4.1.4: a label of 11xxxxxx is a pointer to "a prior occurance of the same name".
    private static String name(ByteBuffer in) {
        StringBuilder name = new StringBuilder();
        ByteBuffer at = in;
        int pointers = 0;
        while (true) {
            if (!at.hasRemaining()) throw new WireException(PLACE, "name cut off");
            int length = at.get() & 0xFF;
            if (length == 0) return name.toString().toLowerCase(java.util.Locale.ROOT);
            if ((length & 0xC0) == 0xC0) {
                WireException.within(PLACE, ++pointers, "pointers in a name", POINTERS_MAX);
                if (!at.hasRemaining()) throw new WireException(PLACE, "name cut off");
                int target = (length & 0x3F) << 8 | at.get() & 0xFF;
                at = in.duplicate().position(0);
                if (target >= at.limit()) throw new WireException(PLACE, "name points outside");
                at.position(target);
                continue;
            }
            WireException.within(PLACE, length, "bytes in a label", LABEL_BYTES_MAX);
            if (length > at.remaining()) throw new WireException(PLACE, "name cut off");
            byte[] label = new byte[length];
            at.get(label);
            if (!name.isEmpty()) name.append('.');
            name.append(new String(label, StandardCharsets.UTF_8));
            WireException.within(PLACE, name.length(), "characters in a name", NAME_BYTES_MAX);
        }
    }
}
