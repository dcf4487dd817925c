"""From a conversation to decisions: what goes, what a person does, when to look again."""
