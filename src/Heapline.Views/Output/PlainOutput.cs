using System.Text;
using Spectre.Console;

namespace Heapline.Views;

/// <summary>A writer for Spectre, which asks .NET's console about its own: that would set up the terminal.</summary>
internal sealed class PlainOutput(TextWriter writer, int width) : IAnsiConsoleOutput
{
    private const int UsualHeight = 24;

    public TextWriter Writer => writer;
    public bool IsTerminal => false;
    public int Width => width;
    public int Height => UsualHeight;

    public void SetEncoding(Encoding encoding)
    {
        // The writer has one.
    }
}
