// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import java.util.List;

/**
 * Options that belong together, in the order of the reference page.
 *
 * @param title heading of the group
 * @param about one sentence on what the group is for
 * @param options its options
 */
record OptionGroup(String title, String about, List<OptionValues<?>> options) {}
