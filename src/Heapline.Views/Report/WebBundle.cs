using System.Text;

namespace Heapline.Views.Report;

/// <summary>The page's program and style, as <c>web/</c> was bundled.</summary>
internal static class WebBundle
{
    /// <summary>The style sheet.</summary>
    public static string Style => Read("report.css");

    /// <summary>The program.</summary>
    public static string Program => Read("report.js");

    private static string Read(string name)
    {
        using var stream = typeof(WebBundle).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} was not built into this program");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
