/**
 * What the management API answers, made readable: a listing for each of its tables, the story of one reservation, and the
 * forms for programs, JSON and YAML, which leave nothing out; likewise what stands in files of
 * contracts and keys. Nothing here asks or changes anything. Start at
 * {@link orca.cli.output.Listing}, then {@link orca.cli.output.Listings}.
 */
package orca.cli.output;
