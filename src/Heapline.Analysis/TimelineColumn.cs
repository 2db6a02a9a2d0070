namespace Heapline.Analysis;

/// <summary>What a memory curve does within one of several equally wide columns of time: where it comes in, how far it goes down and up, where it leaves.</summary>
/// <param name="Index">Number of the column, from 0.</param>
/// <param name="First">The curve at the column's left border, or its first point where it starts inside.</param>
/// <param name="Low">The least of the curve within the column; the earliest, if several.</param>
/// <param name="High">The most of the curve within the column; the earliest, if several.</param>
/// <param name="Last">The curve at the column's right border, or its last point where it ends inside.</param>
public readonly record struct TimelineColumn(int Index, TimelinePoint First, TimelinePoint Low, TimelinePoint High, TimelinePoint Last);
