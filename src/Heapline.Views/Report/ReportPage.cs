using System.Net;
using System.Security.Cryptography;
using System.Text;
using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>One HTML file that shows a whole capture, needs nothing else, and asks nobody for anything.</summary>
public static class ReportPage
{
    /// <summary>Makes the page.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="options">How.</param>
    /// <returns>The page's bytes (UTF-8), and what was given up for its size. It is larger than asked where nothing more can be given up.</returns>
    public static ReportFile Make(CaptureData capture, ReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(capture);
        ArgumentNullException.ThrowIfNull(options);
        var title = options.Title ?? StatsReport.Of(capture).CommandLine;
        var data = ReportData.Of(capture);
        var page = Assemble(title, OverviewPack.Pack(data, options), DetailPack.Pack(data));
        using var less = Thinning.Steps(data).GetEnumerator();
        while (page.Length > options.MaxBytes && less.MoveNext())
        {
            data = less.Current;
            page = Assemble(title, OverviewPack.Pack(data, options), DetailPack.Pack(data));
        }
        return new ReportFile(page, data.GivenUp);
    }

    /// <summary>Puts the page together. Data stand in blocks that no browser runs; program and style are allowed by their hashes alone.</summary>
    private static byte[] Assemble(string title, byte[] overview, byte[] detail)
    {
        var (style, program) = (WebBundle.Style, WebBundle.Program);
        var page = new StringBuilder(style.Length + program.Length + (overview.Length + detail.Length) * 4 / 3 + 4096);
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; ")
            .Append($"script-src '{Hash(program)}'; style-src '{Hash(style)}'\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n")
            .Append($"<title>{WebUtility.HtmlEncode(Printable.Text(title))} · Heapline</title>\n<style>{style}</style>\n</head>\n<body>\n")
            .Append("<div id=\"app\"><p class=\"loading\">Unpacking the capture…</p></div>\n")
            .Append("<noscript><p>This page draws with JavaScript, which is switched off here.</p></noscript>\n")
            .Append("<script type=\"application/x-heapline\" id=\"overview\">").Append(Convert.ToBase64String(overview)).Append("</script>\n")
            .Append("<script>").Append(program).Append("</script>\n")
            .Append("<script type=\"application/x-heapline\" id=\"detail\">").Append(Convert.ToBase64String(detail)).Append("</script>\n")
            .Append("</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
