// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import java.io.Serializable;

/**
 * What a packet may look like; anything beyond is dead-lettered.
 *
 * @param channels values per reading that the model reads
 * @param maxRecordBytes largest record
 * @param maxReadings most readings in a packet
 * @param maxStreamIdLength longest stream id, characters
 */
public record InputLimits(int channels, int maxRecordBytes, int maxReadings, int maxStreamIdLength)
        implements Serializable {}
