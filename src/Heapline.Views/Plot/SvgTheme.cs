namespace Heapline.Views.Plot;

/// <summary>Which colours an SVG plot has.</summary>
public enum SvgTheme
{
    /// <summary>Dark on light, and light on dark where the viewer prefers that.</summary>
    Auto,
    /// <summary>Dark on light.</summary>
    Light,
    /// <summary>Light on dark.</summary>
    Dark,
}
