import { render } from 'preact';
import { App } from './app.tsx';
import './style/base.css';
import './style/frame.css';
import './style/search.css';
import './style/wall.css';
import './style/answer.css';

const root = document.getElementById('app');
if (root) render(<App />, root);
