namespace Heapline.Views.Tests;

/// <summary>What a view writes.</summary>
internal static class Rendered
{
    public static string Text(int width, Action<ReportConsole> write, bool styled = false)
    {
        var writer = new StringWriter { NewLine = "\n" };
        write(new ReportConsole(writer, new OutputSettings(width, styled)));
        return writer.ToString();
    }

    public static string Json(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
