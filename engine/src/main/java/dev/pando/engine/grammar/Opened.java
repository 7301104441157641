package dev.pando.engine.grammar;

import dev.pando.engine.sample.Constraint;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// An answer that may say what it likes until it opens something: a call of a tool.
final class Opened implements Constraint {

    private enum At {
        FREE, INSIDE, OVER
    }

    private final Following form;
    private final byte[] opening;
    private final boolean onlyFirst;
    private byte[] said = {}; // the end of it, where the opening may begin
    private At at = At.FREE;

    Opened(Following form, byte[] opening, boolean onlyFirst) {
        this.form = form;
        this.opening = opening;
        this.onlyFirst = onlyFirst;
    }

    @Override
    public void mask(float[] logits) {
        if (at == At.INSIDE) form.mask(logits);
    }

    @Override
    public void accept(int token) {
        if (at == At.INSIDE) {
            form.accept(token);
            return;
        }
        form.pass();
        if (at == At.FREE) look(form.bytes(token));
    }

    private void look(byte[] bytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(said);
        all.writeBytes(bytes);
        byte[] now = onlyFirst ? stripped(all.toByteArray()) : all.toByteArray();
        int found = indexOf(now, opening);
        if (found >= 0 && (found == 0 || !onlyFirst)) {
            // A token that goes on with something else than the form leaves it free.
            boolean goesOn = form.follow(Arrays.copyOfRange(now, found + opening.length, now.length));
            at = goesOn ? At.INSIDE : At.OVER;
        } else if (onlyFirst) {
            boolean mayCome = now.length < opening.length && Arrays.mismatch(now, opening) == now.length;
            if (!mayCome && now.length > 0) at = At.OVER;
            said = now;
        } else {
            said = Arrays.copyOfRange(now, Math.max(0, now.length - opening.length + 1), now.length);
        }
    }

    private static byte[] stripped(byte[] bytes) {
        int from = 0;
        while (from < bytes.length && (bytes[from] == ' ' || bytes[from] == '\n')) from++;
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static int indexOf(byte[] text, byte[] part) {
        for (int i = 0; i + part.length <= text.length; i++) {
            if (Arrays.equals(text, i, i + part.length, part, 0, part.length)) return i;
        }
        return -1;
    }
}
