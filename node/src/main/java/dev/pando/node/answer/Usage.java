package dev.pando.node.answer;

/// What an answer took.
///
/// @param promptTokens     tokens of the prompt, template included
/// @param cachedTokens     of these, tokens whose keys and values were still there from an earlier turn
/// @param completionTokens tokens generated
/// @param queueNs          time from the request to a slot
/// @param prefillNs        time from the slot to the first token
/// @param decodeNs         time from the first token to the last
public record Usage(int promptTokens, int cachedTokens, int completionTokens, long queueNs, long prefillNs,
        long decodeNs) {}
