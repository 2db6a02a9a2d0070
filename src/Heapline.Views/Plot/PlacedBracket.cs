namespace Heapline.Views.Plot;

/// <summary>A bracket that found its place; positions in the units of its drawing (cells or pixels).</summary>
/// <param name="Calls">What it stands for.</param>
/// <param name="Lane">Row under the plot, 0 on top.</param>
/// <param name="Left">Left end.</param>
/// <param name="Right">Right end, not before <paramref name="Left"/>.</param>
/// <param name="LabelLeft">Left end of its label; null where no room was left for one.</param>
/// <param name="LabelInside">Whether the label stands between the ends of the bracket.</param>
internal sealed record PlacedBracket(CallGroup Calls, int Lane, double Left, double Right, double? LabelLeft, bool LabelInside);
