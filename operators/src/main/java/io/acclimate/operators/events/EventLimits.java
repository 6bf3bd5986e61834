// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.Serializable;

/**
 * What an event packet may look like; anything beyond is dead-lettered.
 *
 * @param width columns of the sensor that the model knows
 * @param height its rows
 * @param maxRecordBytes largest record
 * @param maxEvents most events in a packet
 * @param maxStreamIdLength longest stream id, characters
 */
public record EventLimits(int width, int height, int maxRecordBytes, int maxEvents, int maxStreamIdLength)
        implements Serializable {}
