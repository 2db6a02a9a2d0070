namespace Heapline.Analysis.Dat;

/// <summary>One reading of memory: <c>MEM 23.109375 1795324189.9218</c>.</summary>
/// <param name="UnixSeconds">When, in seconds since 1970 (UTC).</param>
/// <param name="Mebibytes">How much, in MiB (2^20 bytes).</param>
public readonly record struct DatReading(double UnixSeconds, double Mebibytes);
