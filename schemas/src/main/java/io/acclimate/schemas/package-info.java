// SPDX-License-Identifier: Apache-2.0
/**
 * The contracts of every topic and their wire format.
 *
 * <p>A Kafka value is one record in Avro single-object encoding: the bytes {@code C3 01}, the writer's schema as 8
 * little-endian bytes of CRC-64-AVRO fingerprint, and the Avro binary body. {@link
 * io.acclimate.schemas.RecordCodec} writes and reads it, {@link io.acclimate.schemas.SchemaStore} finds the writer's
 * schema, {@link io.acclimate.schemas.RecordJson} shows any of it to a person.
 *
 * <p>The record classes are generated from {@code src/main/avro}; each field's unit stands in its {@code doc}. A
 * changed schema is released by adding it as the next version under {@code released/}; versions are never edited, and
 * every version reads and is read by every other.
 */
package io.acclimate.schemas;
