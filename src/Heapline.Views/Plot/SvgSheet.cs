using System.Text;
using System.Xml;

namespace Heapline.Views.Plot;

/// <summary>Writes the elements of an SVG document. Everything foreign passes through the XML writer, so nothing can break out of its place.</summary>
internal sealed class SvgSheet : IDisposable
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private readonly StringBuilder _text = new();
    private readonly XmlWriter _xml;
    private readonly bool _dark;

    public SvgSheet(double width, double height, string title, SvgTheme theme)
    {
        _dark = theme == SvgTheme.Dark;
        _xml = XmlWriter.Create(_text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n" });
        _xml.WriteStartElement("svg", Namespace);
        Attributes(("width", width), ("height", height), ("viewBox", $"0 0 {SvgText.Number(width)} {SvgText.Number(height)}"), ("role", "img"),
            ("font-family", "'DejaVu Sans',Verdana,'Segoe UI',Helvetica,Arial,sans-serif"));
        _xml.WriteElementString("title", Namespace, Printable.Text(title));
        if (theme == SvgTheme.Auto)
            _xml.WriteElementString("style", Namespace, SvgPalette.DarkStyle());
    }

    /// <summary>Opens a group in a colour; what is drawn in it takes that colour as <c>currentColor</c>.</summary>
    public SvgGroup Group(SvgColour colour, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _xml.WriteStartElement("g", Namespace);
        Attributes(("class", colour.Class), ("color", _dark ? colour.Dark : colour.Light));
        Attributes(attributes);
        return new SvgGroup(_xml);
    }

    /// <summary>Opens a group for what a script or a clip works on as one.</summary>
    public SvgGroup Part(params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _xml.WriteStartElement("g", Namespace);
        Attributes(attributes);
        return new SvgGroup(_xml);
    }

    /// <summary>Lets nothing out of an area; use it as <c>url(#within)</c>.</summary>
    public void Clip(SvgArea area)
    {
        _xml.WriteStartElement("clipPath", Namespace);
        Attributes(("id", "within"));
        Shape("rect", ("x", area.Left), ("y", area.Top), ("width", area.Width), ("height", area.Height));
        _xml.WriteEndElement();
    }

    /// <summary>A script of our own, which browsers run.</summary>
    public void Script(string script) => _xml.WriteElementString("script", Namespace, script);

    /// <summary>Writes an element without content.</summary>
    public void Shape(string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _xml.WriteStartElement(name, Namespace);
        Attributes(attributes);
        _xml.WriteEndElement();
    }

    /// <summary>Writes a line of text in the colour of its group.</summary>
    public void Text(double x, double y, double size, string text, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _xml.WriteStartElement("text", Namespace);
        Attributes(("x", x), ("y", y), ("font-size", size), ("fill", "currentColor"));
        Attributes(attributes);
        _xml.WriteString(Printable.Text(text));
        _xml.WriteEndElement();
    }

    /// <summary>Writes what a viewer shows when the pointer rests on the group.</summary>
    public void Tooltip(string text) => _xml.WriteElementString("title", Namespace, Printable.Text(text));

    /// <summary>Defines the fading fill of the area under a curve; use it as <c>url(#fade)</c>.</summary>
    public void Fade(SvgColour colour)
    {
        using var _ = Group(colour);
        _xml.WriteStartElement("linearGradient", Namespace);
        Attributes(("id", "fade"), ("x1", 0), ("y1", 0), ("x2", 0), ("y2", 1));
        Shape("stop", ("offset", 0), ("stop-color", "currentColor"), ("stop-opacity", 0.32));
        Shape("stop", ("offset", 1), ("stop-color", "currentColor"), ("stop-opacity", 0.06));
        _xml.WriteEndElement();
    }

    /// <summary>Ends the document and gives its text.</summary>
    public string Finish()
    {
        _xml.WriteEndElement();
        _xml.Flush();
        return _text.Append('\n').ToString();
    }

    public void Dispose() => _xml.Dispose();

    private void Attributes(params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            _xml.WriteAttributeString(name, value switch
            {
                // Shares of one (opacities) need a second decimal, which coordinates do not.
                double share when share is > 0 and < 1 => share.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture),
                double number => SvgText.Number(number),
                _ => value.ToString(),
            });
        }
    }
}
