"""A language model at any OpenAI-compatible endpoint: optional, mistrusted, and never waited for long.

``endpoint``  one streamed exchange within a deadline, through LlamaIndex
``breaker``   leaves an endpoint alone that keeps failing
``parsing``   claims out of whatever the model wrote, as they become complete
``quoting``   where a claim's quote stands in its clause
"""
