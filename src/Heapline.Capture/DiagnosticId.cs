namespace Heapline.Capture;

/// <summary>What was wrong with a capture, by number. The numbers stand in documentation and scripts: append, never renumber.</summary>
public enum DiagnosticId
{
    /// <summary>The file cannot be made or written to.</summary>
    CannotWrite = 1,
    /// <summary>The file cannot be opened or read.</summary>
    CannotRead = 2,
    /// <summary>The file has no bytes.</summary>
    Empty = 3,
    /// <summary>The file does not begin as a capture does.</summary>
    NotACapture = 4,
    /// <summary>The file was written by a newer Heapline, in a format that this one does not know.</summary>
    NewerFormat = 5,
    /// <summary>The file is a capture, but ends or is damaged before the description of the run is whole, so nothing can be told from it.</summary>
    NoRun = 6,
    /// <summary>What the file holds needs more memory than there is, to be read or to be shown.</summary>
    TooLarge = 7,
    /// <summary>The file ends early or is damaged, and what stands before that is told.</summary>
    NotWhole = 8,
}
