"""The pages people look at: the chat page, the library and the reading view of a document.

``mounting``      puts the pages into the application
``page``          the Gradio page: its components and what happens when they are used
``shell``         what surrounds it: our own head and masthead, nothing of Gradio's but what it needs
``pages``         the plain pages: library, reading view, log-in
``conversation``  the turns a browser keeps
``source``        a citation → what the source panel shows;  ``reading`` a document as people read it
``prose``         an answer's text → HTML;  ``wording`` dates and places as offices write them
``examples``      questions to begin with, drawn from the collection itself
``rendering``     the templates;  ``assets/`` styles and scripts, served locally under ``/ui``
"""
