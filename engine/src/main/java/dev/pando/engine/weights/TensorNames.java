package dev.pando.engine.weights;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hugging Face's tensor names in GGUF's words.
final class TensorNames {

    // Models that also see pictures keep their text half under language_model.
    private static final String PREFIX = "(?:language_model\\.)?(?:model\\.)?(?:language_model\\.)?";
    private static final Pattern IN_LAYER = Pattern
            .compile(PREFIX + "layers\\.(0|[1-9][0-9]{0,5})\\.([a-z_.]+)\\.(weight|bias)");
    private static final Pattern OUTSIDE = Pattern.compile(PREFIX + "(embed_tokens|norm|lm_head)\\.(weight|bias)");

    private static final Map<String, String> COMMON = Map.ofEntries(Map.entry("embed_tokens", "token_embd"),
            Map.entry("norm", "output_norm"), Map.entry("lm_head", "output"), Map.entry("input_layernorm", "attn_norm"),
            Map.entry("post_attention_layernorm", "ffn_norm"), Map.entry("self_attn.q_proj", "attn_q"),
            Map.entry("self_attn.k_proj", "attn_k"), Map.entry("self_attn.v_proj", "attn_v"),
            Map.entry("self_attn.qkv_proj", "attn_qkv"), Map.entry("self_attn.o_proj", "attn_output"),
            Map.entry("self_attn.q_norm", "attn_q_norm"), Map.entry("self_attn.k_norm", "attn_k_norm"),
            Map.entry("mlp.gate_proj", "ffn_gate"), Map.entry("mlp.up_proj", "ffn_up"),
            Map.entry("mlp.gate_up_proj", "ffn_up"), Map.entry("mlp.down_proj", "ffn_down"));

    // gemma3 has a norm on both sides of attention and of the feed-forward part.
    private static final Map<String, String> GEMMA3 = new HashMap<>(COMMON);

    static {
        GEMMA3.put("post_attention_layernorm", "post_attention_norm");
        GEMMA3.put("pre_feedforward_layernorm", "ffn_norm");
        GEMMA3.put("post_feedforward_layernorm", "post_ffw_norm");
    }

    private TensorNames() {}

    /// GGUF's name, or the name itself if GGUF has none for it.
    static String gguf(String architecture, String name) {
        Map<String, String> words = architecture.equals("gemma3") ? GEMMA3 : COMMON;
        Matcher layer = IN_LAYER.matcher(name);
        if (layer.matches() && words.containsKey(layer.group(2))) {
            return "blk." + layer.group(1) + "." + words.get(layer.group(2)) + "." + layer.group(3);
        }
        Matcher outside = OUTSIDE.matcher(name);
        return outside.matches() ? words.get(outside.group(1)) + "." + outside.group(2) : name;
    }
}
