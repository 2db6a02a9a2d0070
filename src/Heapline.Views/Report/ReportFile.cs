namespace Heapline.Views.Report;

/// <summary>A page that was made.</summary>
/// <param name="Bytes">The page, UTF-8.</param>
/// <param name="GivenUp">What was given up for its size, one sentence each; empty for nothing.</param>
public sealed record ReportFile(ReadOnlyMemory<byte> Bytes, IReadOnlyList<string> GivenUp);
