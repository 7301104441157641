/// The one SQLite file of a node: opened, migrated forward, written by one and read by many.
///
/// * You are here when a table changes, a write is lost, a disk is full or a file is damaged.
/// * Start reading at [Database], then [Migrations]; a new table is a new file under `migrations`.
/// * Knows: SQL, durability, what its errors mean for a person.
/// * Must not know: what any table is for.
package dev.pando.node.store;
