// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.control;

/**
 * That all subtasks have carried out a command.
 *
 * @param streams streams that it changed
 * @param subtasks subtasks that acknowledged it
 * @param remark what the last of them said; empty if nothing
 */
public record Acknowledgement(int streams, int subtasks, String remark) {}
