"""The review page, block by block: the queue, an application beside its map, and the steps of its way."""
