/**
 * What an agent keeps and says as lines of text: properties and outcomes. Where those are kept, and to whom they are said, is not
 * known here. Start at {@link orca.nodeagent.text.OutcomeText}.
 */
package orca.nodeagent.text;
