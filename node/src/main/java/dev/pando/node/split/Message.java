package dev.pando.node.split;

import dev.pando.engine.model.LayerRange;

/// What the two sides of `/pando/split/1.0.0` say to each other.
///
/// The caller opens three kinds of streams, told apart by their first message:
///
/// ```
/// caller → Ask Ping*               stage → Offer Pong*                           what it has, and how far away it is
/// caller → Load                    stage → Loading* Loaded | Refused             then, as long as the part is wanted,
///          Ping*                           Pong*                                 heartbeats; its end unloads the part
/// caller → Begin Run*              stage → Done* | Refused                       one sequence; its end forgets it
/// ```
sealed interface Message {

    /// What have you got?
    record Ask() implements Message {}

    /// This much.
    ///
    /// @param freeBytes      memory for weights and caches
    /// @param bytesPerSecond weights that it multiplies with
    /// @param sessions       sequences of all callers now
    /// @param threads        threads of arithmetic
    record Offer(long freeBytes, long bytesPerSecond, int sessions, int threads) implements Message {}

    /// Make these layers ready.
    ///
    /// @param model        which model
    /// @param fileBytes    size of its file
    /// @param headerBytes  bytes of the file before its first tensor
    /// @param layers       which layers
    /// @param positionsMax tokens of a sequence at most
    /// @param precision    of hidden states, both ways
    /// @param hubName      where else the file can be had, printable ASCII; empty if nowhere
    record Load(ModelId model, long fileBytes, long headerBytes, LayerRange layers, int positionsMax,
            Precision precision, String hubName) implements Message {}

    /// Still at it.
    ///
    /// @param bytes     that are there
    /// @param bytesToBe that are needed
    record Loading(long bytes, long bytesToBe) implements Message {}

    /// Ready.
    ///
    /// @param part  its name in [Begin]
    /// @param width elements of a row
    /// @param bytes of memory that it takes, caches not counted
    record Loaded(long part, int width, long bytes) implements Message {}

    /// No. Nothing more comes.
    ///
    /// @param gone whether the part itself is not there (any more), rather than a limit being reached
    /// @param why  one line
    record Refused(boolean gone, String why) implements Message {}

    /// A sequence begins; its [Run]s follow without waiting.
    record Begin(long part) implements Message {}

    /// Take these rows through the layers.
    ///
    /// @param start  position of the first row; what was at this position and beyond is taken back
    /// @param rows   how many
    /// @param hidden (rows, width)
    record Run(int start, int rows, float[] hidden) implements Message {}

    /// Here they are.
    ///
    /// @param nanos  arithmetic that it took
    /// @param hidden (rows, width)
    record Done(int start, int rows, long nanos, float[] hidden) implements Message {}

    /// Are you there?
    record Ping(long number) implements Message {}

    /// Yes.
    ///
    /// @param progress layers finished since the stage began, for whomever
    record Pong(long number, long progress) implements Message {}
}
