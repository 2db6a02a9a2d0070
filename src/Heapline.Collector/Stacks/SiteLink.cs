namespace Heapline.Collector.Stacks;

/// <summary>A further function through which a node allocated.</summary>
internal struct SiteLink
{
    /// <summary>The function.</summary>
    public int Function;
    /// <summary>Index of the site.</summary>
    public int Site;
    /// <summary>Index of the next link; 0 at the end.</summary>
    public int Next;
}
