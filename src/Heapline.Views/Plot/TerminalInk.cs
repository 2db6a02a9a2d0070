using Spectre.Console;

namespace Heapline.Views.Plot;

/// <summary>Colours and characters of a terminal plot. The colours are of the 256-colour palette, chosen to be readable on black and on white.</summary>
internal sealed record TerminalInk(bool Ascii, bool Coloured)
{
    private static readonly Color ResidentColour = new(0, 95, 175);
    private static readonly Color[] CallColours = [new(0, 175, 175), new(215, 175, 0), new(0, 175, 95), new(215, 95, 95), new(95, 135, 255)];
    private static readonly Color[] RunColours =
        [new(0, 135, 255), new(255, 135, 0), new(0, 175, 95), new(215, 95, 215), new(215, 175, 0), new(0, 175, 175)];

    // Where there is colour the area is a ground that a line can be drawn on (of full blocks, so that it survives copying); elsewhere
    // it is a texture that the line interrupts.
    public bool FillsGround => Coloured && !Ascii;

    public Style Resident { get; } = new(ResidentColour);
    public Style ResidentFill => FillsGround ? new Style(ResidentColour, ResidentColour) : Resident;
    public Style ResidentText { get; } = new(RunColours[0]);
    public Style Heap { get; } = new(RunColours[1]);
    public Style Axis { get; } = new(Color.Grey);
    public Style Title { get; } = new(decoration: Decoration.Bold);

    public char Vertical => Ascii ? '|' : '│';
    public char Horizontal => Ascii ? '-' : '─';
    public char Corner => Ascii ? '+' : '└';
    public char TickLeft => Ascii ? '+' : '┤';
    public char TickDown => Ascii ? '+' : '┬';
    public char MarkLine => Ascii ? ':' : '┊';
    public char BracketLeft => Ascii ? '[' : '└';
    public char BracketRight => Ascii ? ']' : '┘';
    public char Fill => (Ascii, FillsGround) switch { (true, _) => '.', (_, true) => '█', _ => '░' };
    public char Dash => Ascii ? '~' : '╌';
    public char PeakMark => Ascii ? 'v' : '▼';

    /// <summary>The top of an area that fills so many eighths of a cell, 1 to 8.</summary>
    public char Edge(int eighths) => Ascii ? '#' : " ▁▂▃▄▅▆▇█"[eighths];

    /// <summary>Braille lines are told apart by colour alone; where there is none, each run draws with its own letter.</summary>
    public bool DrawsBraille(int runs) => !Ascii && (Coloured || runs == 1);

    public static Style Trend { get; } = new(new Color(0, 215, 215));

    public static Style Limit => Call(3);

    public static Style Run(int run) => new(RunColours[run % RunColours.Length]);

    public static char RunMark(int run) => "*o+x#@%&"[run % 8];

    public static Style Call(int function) => new(CallColours[function % CallColours.Length]);
}
