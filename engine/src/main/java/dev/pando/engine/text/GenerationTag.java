package dev.pando.engine.text;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;

/// `{% generation %}…{% endgeneration %}`: marks what a model should learn to say; for a prompt it is just its content.
final class GenerationTag implements Tag {

    private static final long serialVersionUID = 1L;

    @Override
    public String getName() {
        return "generation";
    }

    @Override
    public String interpret(TagNode tag, JinjavaInterpreter interpreter) {
        StringBuilder out = new StringBuilder();
        for (Node child : tag.getChildren()) {
            out.append(child.render(interpreter).getValue());
            Jinja.meter(interpreter).length(out.length());
        }
        return out.toString();
    }
}
