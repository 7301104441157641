package dev.pando.engine.learn;

import dev.pando.engine.model.Architecture;
import dev.pando.engine.model.Site;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What Hugging Face calls the tensors of a llama model, and where it keeps the rows that RoPE pairs.
final class HuggingFaceNames {

    private static final Map<Site, String> SITES = Map.of(Site.QUERY, "self_attn.q_proj", Site.KEY, "self_attn.k_proj",
            Site.VALUE, "self_attn.v_proj", Site.ATTENTION_OUT, "self_attn.o_proj", Site.GATE, "mlp.gate_proj", Site.UP,
            "mlp.up_proj", Site.DOWN, "mlp.down_proj");

    private HuggingFaceNames() {}

    /// The module of a site within a layer: `self_attn.q_proj`. Phi keeps three sites in one module, and two in another.
    static String module(Architecture architecture, Site site) {
        if (architecture != Architecture.PHI3) return SITES.get(site);
        return switch (site) {
            case QUERY, KEY, VALUE -> "self_attn.qkv_proj";
            case GATE, UP -> "mlp.gate_up_proj";
            case ATTENTION_OUT, DOWN -> SITES.get(site);
        };
    }

    /// The sites that a module holds, below each other; none if there is no such module.
    static List<Site> sites(Architecture architecture, String module) {
        return Arrays.stream(Site.values()).filter(site -> module(architecture, site).equals(module)).toList();
    }

    /// `blk.3.attn_q.weight` → `model.layers.3.self_attn.q_proj.weight`.
    static String of(String gguf) {
        if (gguf.equals("token_embd.weight")) return "model.embed_tokens.weight";
        if (gguf.equals("output_norm.weight")) return "model.norm.weight";
        if (gguf.equals("output.weight")) return "lm_head.weight";
        String[] parts = gguf.split("\\.");
        return "model.layers." + parts[1] + "." + inLayer(parts[2]) + "." + parts[3];
    }

    private static String inLayer(String tensor) {
        if (tensor.equals("attn_norm")) return "input_layernorm";
        if (tensor.equals("ffn_norm")) return "post_attention_layernorm";
        for (Site site : Site.values()) if (site.tensor().equals(tensor)) return SITES.get(site);
        throw new IllegalArgumentException("no tensor of a llama: " + tensor);
    }

    /// Where a row of queries or keys lies in a llama's GGUF, whose pairs are neighbours, if Hugging Face, whose pairs are
    /// half a head apart, has it at `row`: pair `i` is rows `i` and `i + half` there, `2i` and `2i + 1` here.
    static int interleavedRow(int row, int headSize) {
        int head = row / headSize, inHead = row % headSize, half = headSize / 2;
        return head * headSize + (inHead < half ? 2 * inHead : 2 * (inHead - half) + 1);
    }
}
