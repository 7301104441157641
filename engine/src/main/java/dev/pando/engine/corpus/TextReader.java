package dev.pando.engine.corpus;

import dev.pando.engine.text.ChatTemplate;
import dev.pando.engine.text.SpecialTokens;
import dev.pando.engine.text.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Reads one file, a piece at a time: a line may be as long as the file.
final class TextReader {

    /// Characters of one line of JSON.
    static final int LINE_CHARACTERS_MAX = 4 << 20;

    private static final int BUFFER_CHARACTERS = 1 << 16;
    private static final int SECTION_MAX = 8_192; // characters of a section, about
    private static final int SECTION_MIN = 256;
    private static final int SECTIONS = 32; // of a short file, about

    private final Path file;
    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final List<Document> documents = new ArrayList<>();
    private int section = SECTION_MAX;
    private int parts; // lines of JSON or sections of text so far

    TextReader(Path file, Tokenizer tokenizer, ChatTemplate template) {
        this.file = file;
        this.tokenizer = tokenizer;
        this.template = template;
    }

    /// All documents of the file.
    ///
    /// @throws TrainingException if it is no text, or a line of JSON says nothing that can be learned
    List<Document> read(InputStream in) throws IOException {
        boolean json = file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".jsonl");
        section = Math.clamp(Files.size(file) / SECTIONS, SECTION_MIN, SECTION_MAX);
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT));
        char[] buffer = new char[BUFFER_CHARACTERS];
        StringBuilder pending = new StringBuilder();
        long characters = 0;
        try {
            for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
                checkText(buffer, read, characters);
                int skip = characters == 0 && read > 0 && buffer[0] == '\uFEFF' ? 1 : 0; // byte order mark
                pending.append(buffer, skip, read - skip);
                characters += read;
                if (json) takeLines(pending, false);
                else
                    takeSections(pending);
            }
        } catch (CharacterCodingException e) {
            throw new TrainingException(file + ": no UTF-8 text after character " + (characters + pending.length()), e);
        }
        if (json) takeLines(pending, true);
        else
            addSection(pending.toString());
        return documents;
    }

    private void checkText(char[] buffer, int length, long before) {
        for (int i = 0; i < length; i++) {
            if (buffer[i] == 0) {
                throw new TrainingException(file + ": character " + (before + i) + " is NUL: binary, not text");
            }
        }
    }

    private void takeSections(StringBuilder pending) {
        int from = 0;
        for (int end = sectionEnd(pending, from); end > 0; end = sectionEnd(pending, from)) {
            addSection(pending.substring(from, end));
            from = end;
        }
        pending.delete(0, from);
    }

    // Where the section from `from` on ends: at a blank line, or after twice the length at a line, or after four times anywhere.
    private int sectionEnd(StringBuilder text, int from) {
        int available = text.length() - from;
        if (available < section) return 0;
        int blank = text.indexOf("\n\n", from + section);
        if (blank >= 0 && blank < from + 4 * section) return blank + 2;
        if (available < 2 * section) return 0;
        int line = text.indexOf("\n", from + 2 * section);
        if (line >= 0 && line < from + 4 * section) return line + 1;
        if (available <= 4 * section) return 0;
        int end = from + 4 * section;
        return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    private void addSection(String text) {
        parts++;
        if (text.isBlank()) return;
        documents.add(Document.whole(file + " section " + parts, plain(text)));
    }

    // Words only: what looks like a control token is spelt out.
    private int[] plain(String text) {
        int[] ids = tokenizer.encode(text);
        SpecialTokens special = tokenizer.special();
        if (!special.addBos() || (ids.length > 0 && ids[0] == special.bos())) return ids;
        int[] begun = new int[ids.length + 1];
        begun[0] = special.bos();
        System.arraycopy(ids, 0, begun, 1, ids.length);
        return begun;
    }

    private void takeLines(StringBuilder pending, boolean last) {
        int from = 0;
        for (int end = pending.indexOf("\n"); end >= 0; end = pending.indexOf("\n", from)) {
            addLine(pending.substring(from, end));
            from = end + 1;
        }
        pending.delete(0, from);
        if (pending.length() > LINE_CHARACTERS_MAX) {
            throw new TrainingException(place(parts + 1) + ": more than " + LINE_CHARACTERS_MAX + " characters");
        }
        if (last) addLine(pending.toString());
    }

    private void addLine(String line) {
        parts++;
        if (line.isBlank()) return;
        Document document = switch (JsonLine.parse(place(parts), line)) {
            case JsonLine.Text(String text) -> Document.whole(place(parts), ended(plain(text)));
            case JsonLine.Talk talk -> Conversations.document(place(parts), talk.messages(), tokenizer, template);
        };
        documents.add(document);
    }

    // A text that is whole ends with EOS, so that the model learns to end.
    private int[] ended(int[] ids) {
        int eos = tokenizer.special().eos();
        if (eos == SpecialTokens.NONE) return ids;
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = eos;
        return ended;
    }

    private String place(int line) {
        return file.getFileName() + " line " + line;
    }
}
