"""Raw input to records, and rejects with a reason.

``rows`` reads files of lines, ``mapping`` says what their columns mean, ``signalements`` and ``adresses`` make tables,
``couches`` reads layers of shapes, ``rejets`` writes what was refused, ``guess`` proposes a mapping.
"""
