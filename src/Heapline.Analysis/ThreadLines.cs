namespace Heapline.Analysis;

/// <summary>The source lines of one thread.</summary>
/// <param name="Thread">Index into the capture's threads.</param>
/// <param name="Report">What its lines asked for.</param>
public sealed record ThreadLines(int Thread, LineReport Report);
