"""Forms of the door (`entering`, `factors`), of one's own account (`own`) and of people and rights (`staff`)."""
