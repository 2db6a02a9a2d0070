namespace Heapline.Collector.LineTables;

/// <summary>How a version of CPython writes down which instruction came from which source line.</summary>
internal enum LineTableFormat
{
    /// <summary><c>co_lnotab</c> of 3.8 and 3.9 (the format of 3.6 on): Objects/lnotab_notes.txt.</summary>
    Lnotab,

    /// <summary><c>co_linetable</c> of 3.10: PEP 626, Objects/lnotab_notes.txt.</summary>
    LineDeltas,

    /// <summary><c>co_linetable</c> of 3.11 and later: PEP 657, Objects/locations.md.</summary>
    Locations,
}
