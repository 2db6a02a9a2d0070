using System.Xml;

namespace Heapline.Views.Plot;

/// <summary>An open group of an SVG document; ends with the <c>using</c> that holds it.</summary>
internal readonly struct SvgGroup(XmlWriter xml) : IDisposable
{
    public void Dispose() => xml.WriteEndElement();
}
